#include "sim/play_runner.h"

#include <memory>
#include <utility>

#include "base/text.h"
#include "crds/names.h"
#include "kube/types/resources.h"
#include "sim/expectation.h"
#include "sim/pick.h"

namespace slipway::sim {
namespace {

using kube::ApiRequest;
using kube::Verb;

class Runner {
 public:
  Runner(const Play& play, Theatre& theatre, const StorySink& tell)
      : play_(play), theatre_(theatre) {
    if (tell) story_ = std::make_unique<StoryWriter>(theatre.observerSeams(), tell);
  }

  PlayResult run() {
    if (story_) story_->start();
    for (const auto& behave : play_.pods) theatre_.behave(behave.image, behave.script);
    for (const Value& object : play_.objects) apply(object);
    theatre_.startOperator();
    for (const PlayEvent& event : play_.events) {
      if (!waitFor(event)) break;
      act(event);
    }
    if (result_.ok() && settle()) check(play_.expect, "at the end");
    if (story_) story_->flush();
    return std::move(result_);
  }

 private:
  void say(StoryLine::Kind kind, const std::string& text) {
    if (story_) story_->say(kind, kind == StoryLine::Kind::Act ? "you" : "", text);
  }
  void fail(const std::string& why) {
    result_.failures.push_back(why);
    say(StoryLine::Kind::Verdict, "FAILED  " + why);
  }

  bool settle() {
    if (theatre_.settle(play_.limit)) return true;
    fail("nothing had settled after " + humanDuration(play_.limit));
    return false;
  }

  bool waitUntil(const std::vector<Expectation>& wanted) {
    std::string missing;
    const bool came = theatre_.runUntilTrue(
        [&] {
          missing = firstWrong(wanted).value_or("");
          return missing.empty();
        },
        play_.limit);
    if (!came) fail("after " + humanDuration(play_.limit) + " still: " + missing);
    return came;
  }

  std::optional<std::string> firstWrong(const std::vector<Expectation>& expectations) const {
    for (const auto& expectation : expectations)
      if (auto wrong = judge(expectation, theatre_.all(expectation.resource, expectation.ns)))
        return wrong;
    return std::nullopt;
  }

  bool waitFor(const PlayEvent& event) {
    switch (event.when) {
      case PlayEvent::When::At:
        theatre_.runUntil(event.time);
        return true;
      case PlayEvent::When::After:
        theatre_.runUntil(theatre_.elapsed() + event.time);
        return true;
      case PlayEvent::When::Settled:
        return settle();
      case PlayEvent::When::Until:
        return waitUntil(event.until);
    }
    return false;
  }

  void act(const PlayEvent& event) {
    if (story_) story_->flush();
    if (const auto* check = std::get_if<Check>(&event.action)) {
      if (!event.say.empty()) say(StoryLine::Kind::Act, event.say);
      this->check(check->expect, "after " + humanDuration(theatre_.elapsed()));
      return;
    }
    say(StoryLine::Kind::Act, event.say.empty() ? describe(event.action) : event.say);
    std::visit([this](const auto& action) { perform(action); }, event.action);
  }

  void check(const std::vector<Expectation>& expectations, const std::string& when) {
    for (const auto& expectation : expectations) {
      auto objects = theatre_.all(expectation.resource, expectation.ns);
      if (auto wrong = judge(expectation, objects)) fail(when + ": " + *wrong);
    }
  }

  kube::ApiResult request(ApiRequest request) {
    request.fieldManager = "kubectl";
    return theatre_.ask(request);
  }
  void refused(const std::string& what, const kube::ApiResult& result) {
    if (!result.applied()) fail(what + " was refused: " + result.error.message);
  }

  // Like kubectl apply: server-side, in the namespace that the object names.
  void apply(const Value& object) {
    const auto kind = object["kind"].stringOr("");
    const auto resource = resourceOfKind(kind);
    if (!resource) {
      fail("cannot apply an object of kind \"" + std::string(kind) + "\"");
      return;
    }
    ApiRequest apply;
    apply.verb = Verb::Apply;
    apply.resource = *resource;
    apply.key.name = object["metadata"]["name"].stringOr("");
    if (resource->namespaced) apply.key.ns = object["metadata"]["namespace"].stringOr("default");
    apply.body = object;
    apply.force = true;
    refused("applying " + resource->kind + " " + apply.key.text(), request(apply));
  }

  void perform(const ApplyObject& a) { apply(a.object); }
  void perform(const PatchObject& p) {
    patch(p.object, p.json ? Verb::JsonPatch : Verb::MergePatch, "", p.patch);
  }
  void patch(const ObjectRef& object, Verb verb, const std::string& subresource,
             const Value& body) {
    const auto key = oneOf(object);
    if (!key) return;
    ApiRequest patch;
    patch.verb = verb;
    patch.resource = object.resource;
    patch.key = *key;
    patch.subresource = subresource;
    patch.body = body;
    refused("patching " + object.resource.kind + " " + key->text(), request(patch));
  }
  void perform(const ScaleObject& s) {
    const Value spec = Value::object({{"replicas", s.replicas}});
    patch(s.object, Verb::MergePatch, "scale", Value::object({{"spec", spec}}));
  }
  void perform(const SetMetadata& m) {
    const Value metadata = Value::object({{m.field, m.set}});
    patch(m.object, Verb::MergePatch, "", Value::object({{"metadata", metadata}}));
  }

  // A name is taken as it is: whether there is such an object, the server says.
  std::optional<kube::ObjectKey> oneOf(const ObjectRef& ref) {
    if (!ref.picked()) return ref.key;
    const auto keys = pick(ref, theatre_.all(ref.resource, ref.key.ns));
    if (keys.empty()) {
      fail("nobody finds " + ref.text());
      return std::nullopt;
    }
    return keys.front();
  }
  // Null when there is none.
  Value found(const ObjectRef& ref) {
    ApiRequest get;
    get.verb = Verb::Get;
    get.resource = ref.resource;
    get.key = ref.key;
    const auto answer = request(get);
    return answer.applied() ? answer.object : Value();
  }
  void perform(const SetImage& s) {
    const Value object = found(s.object);
    const Value* containers = object.findPointer("/spec/template/spec/containers");
    std::size_t index = 0;
    const std::size_t count = containers ? containers->elements().size() : 0;
    while (!s.container.empty() && index < count &&
           containers->at(index)["name"].stringOr("") != s.container)
      ++index;
    if (index >= count) {
      fail(s.object.resource.kind + " " + s.object.key.text() + " has no container \"" +
           s.container + "\"");
      return;
    }
    const std::string path = "/spec/template/spec/containers/" + std::to_string(index) + "/image";
    perform(PatchObject{
        s.object,
        Value::array({Value::object({{"op", "replace"}, {"path", path}, {"value", s.image}})}),
        true});
  }
  void perform(const DeleteObject& d) {
    if (const auto first = oneOf(d.object)) {
      const auto keys = d.all ? pick(d.object, theatre_.all(d.object.resource, d.object.key.ns))
                              : std::vector{*first};
      for (const auto& key : keys) remove(d.object.resource, key);
    }
  }
  void remove(const kube::Resource& resource, const kube::ObjectKey& key) {
    ApiRequest removal;
    removal.verb = Verb::Delete;
    removal.resource = resource;
    removal.key = key;
    refused("deleting " + resource.kind + " " + key.text(), request(removal));
  }
  // As somebody does who reads status and answers it.
  void perform(const DecideOn& d) {
    const Value release = found({crds::releases(), d.release, {}, {}});
    const Value& token = release["status"]["waiting"]["token"];
    if (!token.isString()) {
      fail("Release " + d.release.text() + " waits for no decision");
      return;
    }
    const Value spec = Value::object({{"releaseRef", Value::object({{"name", d.release.name}})},
                                      {"token", token},
                                      {"decision", d.decision}});
    apply(Value::object(
        {{"apiVersion", crds::approvals().apiVersion()},
         {"kind", crds::approvals().kind},
         {"metadata", Value::object({{"name", d.approval}, {"namespace", d.release.ns}})},
         {"spec", spec}}));
  }
  void perform(const Behave& b) { theatre_.behave(b.image, b.script); }
  void perform(const Command& c) {
    if (c.command != OperatorCommand::Start) theatre_.killOperator();
    if (c.command != OperatorCommand::Kill) theatre_.startOperator();
  }
  void perform(const Check&) {}

  const Play& play_;
  Theatre& theatre_;
  std::unique_ptr<StoryWriter> story_;
  PlayResult result_;
};

}  // namespace

PlayResult runPlay(const Play& play, Theatre& theatre, const StorySink& tell) {
  return Runner(play, theatre, tell).run();
}

}  // namespace slipway::sim
