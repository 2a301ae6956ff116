#include <algorithm>
#include <cstdio>
#include <gtest/gtest.h>
#include <map>
#include <set>
#include <stdexcept>

#include "base/files.h"
#include "base/yaml.h"
#include "crds/approval.h"
#include "crds/release.h"
#include "crds/rollback.h"
#include "tests/contract/bench.h"

// Invalid input, enumerated: every field of our kinds, made absent, null, of another type, as small
// and as large as may be and one beyond, of strange letters, huge, and with a neighbour that nobody
// knows. What is beyond the schema must be refused, naming the field; what is admitted must be
// read, or be an error that names the field: nothing is taken for something else.

namespace slipway::contract {
namespace {

std::vector<Value> load(const std::string& path) {
  const auto text = SystemFiles().read(std::string(SLIPWAY_SOURCE_DIR) + "/" + path);
  if (!text.ok()) throw std::runtime_error(text.error());
  const auto documents = parseYaml(*text);
  if (!documents.ok()) throw std::runtime_error(path + ": " + documents.error().message);
  return *documents;
}

struct Change {
  std::string what;  // "spec.replicas: one below the least"
  std::string field;
  Value object;
  bool mustBeRefused = false;
};

class Changes {
 public:
  Changes(Value base, std::vector<Change>& all, std::set<std::string>& seen)
      : base_(std::move(base)), all_(all), seen_(seen) {}

  // `pointer`: into the object; `place`: the same in the schema, without the indices of lists.
  void walk(const Value& schema, const std::string& pointer, const std::string& place) {
    const Value* found = base_.findPointer(pointer);
    if (!found) return;
    const Value value = *found;
    seen_.insert(place);
    change(schema, value, pointer);
    for (const auto& [name, property] : schema["properties"].members()) {
      walk(property, pointer + "/" + escapePointer(name), place + "." + name);
    }
    if (!schema["items"].isObject()) return;
    for (std::size_t i = 0; i < value.elements().size(); ++i) {
      walk(schema["items"], pointer + "/" + std::to_string(i), place + "[]");
    }
  }

 private:
  void change(const Value& schema, const Value& value, const std::string& pointer) {
    field_ = pointer.substr(pointer.rfind('/') + 1);
    if (std::all_of(field_.begin(), field_.end(), [](char c) { return c >= '0' && c <= '9'; })) {
      const auto up = pointer.rfind('/', pointer.size() - field_.size() - 2);
      field_ = pointer.substr(up + 1, pointer.size() - field_.size() - up - 2);
    }
    pointer_ = pointer;
    add("absent", base_.withoutPointer(pointer), false);
    set("null", Value(), false);
    types(schema);
    if (value.asInt()) numbers(schema);
    if (value.isString()) texts(schema);
    if (value.isArray()) lists(schema, value);
    if (value.isObject()) objects(schema, value);
  }
  void types(const Value& schema) {
    const bool either = schema["x-kubernetes-int-or-string"].asBool().value_or(false);
    const std::string type = either ? "int-or-string" : std::string(schema["type"].stringOr(""));
    const std::vector<std::pair<std::string, Value>> others{{"integer", Value(42)},
                                                            {"string", Value("text")},
                                                            {"boolean", Value(true)},
                                                            {"number", Value::number("1.5")},
                                                            {"array", Value::array({Value(1)})},
                                                            {"object", Value::object({{"a", 1}})}};
    for (const auto& [name, wrong] : others) {
      const bool fits = name == type || (either && (name == "integer" || name == "string"));
      if (!fits && !type.empty()) set("of type " + name, wrong, true);
    }
  }
  void numbers(const Value& schema) {
    if (const auto least = schema["minimum"].asInt()) {
      set("the least", Value(*least), false);
      set("one below the least", Value(*least - 1), true);
    }
    if (const auto most = schema["maximum"].asInt()) {
      set("the most", Value(*most), false);
      set("one above the most", Value(*most + 1), true);
    }
    const bool narrow = schema["format"].stringOr("") == "int32";
    set("beyond 64 bits", Value::number("99999999999999999999"), narrow);
    if (narrow) set("2^31", Value(std::int64_t{1} << 31), true);
  }
  void texts(const Value& schema) {
    set("empty", Value(""), schema["minLength"].asInt().value_or(0) > 0);
    set("strange letters", Value("\xC3\xA9\xE2\x80\xA8\xF0\x9F\x98\x80"), false);
    set("control characters", Value("a\nb\x01"), false);
    if (!schema["enum"].elements().empty()) set("a word nobody knows", Value("Nonsense"), true);
    if (const auto most = schema["maxLength"].asInt()) {
      set("as long as may be", Value(std::string(static_cast<std::size_t>(*most), 'a')), false);
      set("longer than may be", Value(std::string(static_cast<std::size_t>(*most) + 1, 'a')), true);
      set("huge", Value(std::string(300000, 'a')), true);
    }
  }
  void lists(const Value& schema, const Value& value) {
    set("an empty list", Value::array({}), schema["minItems"].asInt().value_or(0) > 0);
    const auto most = schema["maxItems"].asInt();
    EXPECT_TRUE(most) << pointer_ << " has no maxItems";
    if (!most || value.elements().empty()) return;
    Value::Elements many(static_cast<std::size_t>(*most) + 1, value.elements().front());
    set("too long a list", Value::array(std::move(many)), true);
    const auto kind = schema["x-kubernetes-list-type"].stringOr("");
    const Value twice = Value::array({value.elements().front(), value.elements().front()});
    if (kind == "map" || kind == "set") set("an element twice", twice, true);
  }
  void objects(const Value& schema, const Value& value) {
    const bool open = schema["x-kubernetes-preserve-unknown-fields"].asBool().value_or(false);
    set("an empty object", Value::object({}), false);
    if (schema["properties"].isObject() && !open) {
      set("with a member nobody knows", value.with("madeUp", 1), true, "madeUp");
    }
    const auto most = schema["maxProperties"].asInt();
    if (!most) return;
    Value::Members many;
    for (std::int64_t i = 0; i <= *most; ++i) many.push_back({"k" + std::to_string(i), "v"});
    set("too many members", Value::object(std::move(many)), true);
  }

  void set(const std::string& what, Value value, bool refused, const std::string& field = {}) {
    add(what, base_.withPointer(pointer_, std::move(value)), refused, field);
  }
  void add(const std::string& what, Value object, bool refused, const std::string& field = {}) {
    all_.push_back(
        {pointer_ + ": " + what, field.empty() ? field_ : field, std::move(object), refused});
  }

  Value base_;
  std::vector<Change>& all_;
  std::set<std::string>& seen_;
  std::string pointer_;
  std::string field_;
};

void placesOf(const Value& schema, const std::string& place, std::set<std::string>& places) {
  places.insert(place);
  for (const auto& [name, property] : schema["properties"].members()) {
    placesOf(property, place + "." + name, places);
  }
  if (schema["items"].isObject()) placesOf(schema["items"], place + "[]", places);
}

std::optional<FieldErrors> decodingErrors(const std::string& kind, const Value& object) {
  const auto errorsOf = [](const auto& decoded) {
    return decoded.ok() ? std::optional<FieldErrors>() : decoded.error();
  };
  if (kind == "Release") return errorsOf(crds::decodeRelease(object));
  if (kind == "Rollback") return errorsOf(crds::decodeRollback(object));
  return errorsOf(crds::decodeApproval(object));
}

struct Tally {
  int cases = 0;
  int refused = 0;
  int unreadable = 0;
  int read = 0;
};

// Whether the answer is one that may be given to the change.
void judge(Bench& b, const Resource& resource, const Change& change, Tally& tally) {
  ++tally.cases;
  const ApiResult result = b.create(resource, change.object, true);
  if (!result.applied()) {
    ++tally.refused;
    // An answer that is not about the object would prove nothing.
    const int code = result.error.code;
    EXPECT_TRUE(code == 400 || code == 413 || code == 422) << change.what << ": " << code;
    EXPECT_NE(result.error.message.find(change.field), std::string::npos)
        << change.what << " is refused without naming " << change.field << ": "
        << result.error.message.substr(0, 300);
    return;
  }
  EXPECT_FALSE(change.mustBeRefused) << change.what << " is admitted";
  const auto errors = decodingErrors(resource.kind, result.object);
  ++(errors ? tally.unreadable : tally.read);
  if (!errors) return;
  const bool named = std::any_of(errors->begin(), errors->end(), [&](const FieldError& error) {
    return error.text().find(change.field) != std::string::npos;
  });
  EXPECT_TRUE(named) << change.what << " can't be read, and no error names " << change.field << ": "
                     << errors->front().text();
}

void everyField(Bench& b, const std::string& kind, const std::string& plural) {
  std::string file = kind;
  file[0] = static_cast<char>(file[0] - 'A' + 'a');
  const Value schema = *load("crds/" + file + ".yaml")
                            .front()
                            .findPointer("/spec/versions/0/schema/openAPIV3Schema/properties/spec");
  std::vector<Change> changes;
  std::set<std::string> seen;
  for (const Value& base : load("tests/contract/input_bases.yaml")) {
    if (base["kind"].stringOr("") != kind) continue;
    Changes(base.withoutPointer("/metadata/namespace"), changes, seen)
        .walk(schema, "/spec", "spec");
  }
  std::set<std::string> places;
  placesOf(schema, "spec", places);
  // What nobody may give can't be changed.
  places.erase("spec.traffic.services[].template.spec.selector");
  for (const std::string& place : places) {
    EXPECT_TRUE(seen.contains(place)) << place << " is in no object of input_bases.yaml";
  }
  const Resource resource{"slipway.dev", "v1alpha1", plural, kind, true};
  Tally tally;
  for (const Change& change : changes) judge(b, resource, change, tally);
  std::printf(
      "  %-8s %s: %zu fields, %d cases: %d refused at admission, %d by the decoder, %d read\n",
      kind.c_str(), b.backend().name().c_str(), places.size(), tally.cases, tally.refused,
      tally.unreadable, tally.read);
}

}  // namespace

std::vector<Row> inputRows() {
  const std::map<std::string, std::string> kinds{
      {"Release", "releases"}, {"Rollback", "rollbacks"}, {"Approval", "approvals"}};
  std::vector<Row> rows;
  for (const auto& [kind, plural] : kinds) {
    rows.push_back({"every field of a " + kind + ", in every way that it can be wrong",
                    [kind = kind, plural = plural](Bench& b) { everyField(b, kind, plural); }});
  }
  return rows;
}

}  // namespace slipway::contract
