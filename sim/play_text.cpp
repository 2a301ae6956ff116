#include "sim/play.h"

namespace slipway::sim {
namespace {

// " that runs web:2 and has app=web"
std::string marksOf(const ObjectRef& ref) {
  std::string marks = ref.image.empty() ? "" : " that runs " + ref.image;
  for (const auto& label : ref.labels) {
    marks += marks.empty() ? " that has " : ref.image.empty() ? ", " : " and has ";
    marks += kube::text(label);
  }
  return marks;
}

std::string everyOne(const ObjectRef& ref) {
  return "every " + ref.resource.kind + marksOf(ref);
}

std::string changesText(const Value& set) {
  std::string text;
  for (const auto& [key, value] : set.members()) {
    if (!text.empty()) text += ", ";
    text += value.isNull() ? "without " + key : key + "=" + std::string(value.stringOr(""));
  }
  return text;
}

}  // namespace

std::string ObjectRef::text() const {
  return picked() ? "a " + resource.kind + marksOf(*this) : resource.kind + "/" + key.name;
}

std::string describe(const PlayAction& action) {
  struct Visitor {
    std::string operator()(const ApplyObject& a) const {
      return "apply " + std::string(a.object["kind"].stringOr("object")) + "/" +
             std::string(a.object["metadata"]["name"].stringOr(""));
    }
    std::string operator()(const PatchObject& p) const { return "patch " + p.object.text(); }
    std::string operator()(const SetImage& s) const {
      return "set the image of " + s.object.text() + " to " + s.image;
    }
    std::string operator()(const DeleteObject& d) const {
      return "delete " + (d.all ? everyOne(d.object) : d.object.text());
    }
    std::string operator()(const DecideOn& d) const {
      return d.decision + " Release/" + d.release.name + ", by Approval/" + d.approval;
    }
    std::string operator()(const ScaleObject& s) const {
      return "scale " + s.object.text() + " to " + std::to_string(s.replicas);
    }
    std::string operator()(const SetMetadata& m) const {
      return (m.field == "labels" ? "relabel " : "annotate ") + m.object.text() + ": " +
             changesText(m.set);
    }
    std::string operator()(const Behave& b) const {
      return "pods of " + b.image + " behave differently from now on";
    }
    std::string operator()(const Command& c) const {
      switch (c.command) {
        case OperatorCommand::Kill:
          return "kill the operator";
        case OperatorCommand::Start:
          return "start the operator";
        case OperatorCommand::Restart:
          return "kill the operator and start it again";
      }
      return "";
    }
    std::string operator()(const Check&) const { return "look at the cluster"; }
  };
  return std::visit(Visitor{}, action);
}

}  // namespace slipway::sim
