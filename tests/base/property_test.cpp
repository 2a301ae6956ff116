#include <algorithm>

#include "base/text.h"
#include "base/yaml.h"
#include "value_gen.h"

namespace rc::detail {
// Shown when a property fails.
template <>
struct ShowDefault<slipway::Value, true> {
  static void show(const slipway::Value& value, std::ostream& os) {
    os << slipway::printJson(value);
  }
};
}  // namespace rc::detail

namespace slipway {
namespace {

// The seed is fixed: a property that fails does so again. RC_PARAMS="seed=... max_success=..."
// overrides it.
template <typename Property>
void holds(const char* what, Property property) {
  rc::detail::TestMetadata metadata;
  metadata.id = what;
  metadata.description = what;
  rc::detail::TestParams params = rc::detail::configuration().testParams;
  if (std::getenv("RC_PARAMS") == nullptr) {
    params.seed = 20260102;
    params.maxSuccess = 1000;
  }
  const auto result = rc::detail::checkTestable(property, metadata, params);
  std::ostringstream message;
  rc::detail::printResultMessage(result, message);
  EXPECT_TRUE(result.template is<rc::detail::SuccessResult>()) << what << "\n" << message.str();
}

TEST(Properties, PrintedJsonReadsBackTheSame) {
  holds("parse(print(v)) == v, in all styles", [](const Value& v) {
    RC_ASSERT(parseJson(printJson(v)) == (Expected<Value, ParseError>(v)));
    RC_ASSERT(parseJson(printJsonPretty(v)) == (Expected<Value, ParseError>(v)));
    RC_ASSERT(printJson(*parseJson(printJson(v))) == printJson(v));
  });
}

TEST(Properties, PrintedYamlReadsBackTheSame) {
  holds("parseYaml(printYaml(v)) == {v}", [](const Value& v) {
    RC_PRE(!v.isNull());
    const std::string text = printYaml(v);
    const auto documents = parseYaml(text);
    if (!documents) RC_FAIL(documents.error().message + "\n" + text);
    RC_ASSERT(documents->size() == 1U);
    RC_ASSERT(documents->front() == v);
  });
}

TEST(Properties, JsonIsYaml) {
  holds("parseYaml(printJson(v)) == {v}", [](const Value& any) {
    // An anchor makes sure that it is not read as JSON.
    const Value v = Value::object({{"x", any}});
    const std::string text = "x: &a " + printJson(any) + "\n";
    RC_PRE(text.find('\x7F') == std::string::npos);
    RC_PRE(text.find('\xC2') == std::string::npos &&
           text.find("\xEF\xBF\xBE") == std::string::npos);
    const auto documents = parseYaml(text);
    if (!documents) RC_FAIL(documents.error().message + "\n" + text);
    RC_ASSERT(documents->size() == 1U);
    RC_ASSERT(documents->front() == v);
    RC_ASSERT(any.isNull() ||
              parseYaml(printJson(any)) == (Expected<std::vector<Value>, ParseError>({any})));
  });
}

// The same tree with the members of each object in reverse.
Value reversed(const Value& v) {
  if (v.isArray()) {
    Value::Elements elements;
    for (const Value& e : v.elements()) elements.push_back(reversed(e));
    return Value::array(std::move(elements));
  }
  if (!v.isObject()) return v;
  Value::Members members;
  for (const auto& [key, value] : v.members()) members.push_back({key, reversed(value)});
  std::ranges::reverse(members);
  return Value::object(std::move(members));
}

TEST(Properties, CanonicalTextIsOneForAllEqualDocuments) {
  holds("canonical(parse(canonical(v))) == canonical(v); order does not matter",
        [](const Value& v) {
          const std::string canonical = canonicalJson(v);
          RC_ASSERT(isValidUtf8(canonical));
          RC_ASSERT(canonicalJson(*parseJson(canonical)) == canonical);
          RC_ASSERT(canonicalJson(reversed(v)) == canonical);
          RC_ASSERT(reversed(v) == v);
        });
}

// Every pointer of the tree that is not the root.
void collectPointers(const Value& v, const std::string& at, std::vector<std::string>& out) {
  for (std::size_t i = 0; i < v.elements().size(); ++i) {
    out.push_back(at + "/" + std::to_string(i));
    collectPointers(v.elements()[i], out.back(), out);
  }
  for (const auto& [key, value] : v.members()) {
    out.push_back(at + "/" + escapePointer(key));
    const std::string here = out.back();
    collectPointers(value, here, out);
  }
}

Value operation(const char* op, const std::string& path) {
  return Value::object({{"op", op}, {"path", path}});
}

TEST(Properties, PatchesKeepTheirLaws) {
  holds("test holds, remove and add undo each other, replace sets", [](const Value& any,
                                                                       const Value& other) {
    const Value v = Value::object({{"x", any}});
    std::vector<std::string> pointers;
    collectPointers(v, "", pointers);
    const std::string path = *rc::gen::elementOf(pointers);
    const Value old = *v.findPointer(path);
    const auto test = operation("test", path).with("value", old);
    const auto remove = operation("remove", path);
    const auto add = operation("add", path).with("value", old);
    const auto undone = applyJsonPatch(v, Value::array({test, remove, add}));
    RC_ASSERT(undone.ok());
    RC_ASSERT(*undone == v);
    const auto replaced =
        applyJsonPatch(v, Value::array({operation("replace", path).with("value", other)}));
    RC_ASSERT(replaced.ok());
    RC_ASSERT(*replaced->findPointer(path) == other);
    RC_ASSERT(*replaced == v.withPointer(path, other));
    RC_ASSERT(*applyJsonPatch(v, Value::array({remove})) == v.withoutPointer(path));
    // A patch that fails says so, even when its first part could be done.
    RC_ASSERT(
        !applyJsonPatch(
             v, Value::array({remove, operation("test", "/no/such/path/at/all").with("value", 1)}))
             .ok());
  });
}

bool hasNullMember(const Value& v) {
  return std::ranges::any_of(v.members(), [](const Value::Member& m) {
    return m.value.isNull() || hasNullMember(m.value);
  });
}

TEST(Properties, MergePatchesKeepTheirLaws) {
  holds("applying twice is applying once; no null of the patch is left",
        [](const Value& v, const Value& patch) {
          const Value once = applyMergePatch(v, patch);
          RC_ASSERT(applyMergePatch(once, patch) == once);
          RC_ASSERT(applyMergePatch(v, Value::object()) == (v.isObject() ? v : Value::object()));
          if (patch.isObject()) RC_ASSERT(!hasNullMember(applyMergePatch(Value(), patch)));
        });
}

TEST(Properties, TextSurvivesItsCodecs) {
  holds("base64 and UTF-8 repairs", [](const std::string& bytes) {
    RC_ASSERT(base64Decode(base64Encode(bytes)) == bytes);
    const std::string clean = sanitizeUtf8(bytes);
    RC_ASSERT(isValidUtf8(clean));
    RC_ASSERT(sanitizeUtf8(clean) == clean);
    for (std::size_t n = 0; n <= clean.size(); ++n) {
      const std::string cut = truncateUtf8(clean, n);
      RC_ASSERT(cut.size() <= n);
      RC_ASSERT(isValidUtf8(cut));
    }
  });
}

TEST(Properties, TimesAndDurationsReadBackTheSame) {
  holds("parse(format(t)) == t", [] {
    const WallTime time{Duration{
        *rc::gen::inRange<std::int64_t>(-62'135'596'800'000'000, 253'402'300'799'999'999)}};
    RC_ASSERT(parseTime(formatMicroTime(time)) == time);
    RC_ASSERT(parseTime(formatTime(time)) == std::chrono::floor<std::chrono::seconds>(time));
    const Duration duration =
        std::chrono::milliseconds{*rc::gen::inRange<std::int64_t>(0, 359'996'400'000)};
    RC_ASSERT(parseDuration(formatDuration(duration)) == duration);
  });
}

}  // namespace
}  // namespace slipway
