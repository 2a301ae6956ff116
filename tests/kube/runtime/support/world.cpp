#include "tests/kube/runtime/support/world.h"

namespace slipway::kube::test {

void RecordingLog::write(LogLevel level, std::string_view message,
                         std::initializer_list<LogField> fields) {
  static constexpr const char* names[] = {"debug", "info", "warn", "error"};
  std::string line = names[static_cast<std::size_t>(level)];
  line += " ";
  line += message;
  for (const auto& field : fields) line += " " + field.key + "=" + field.value;
  lines.push_back(line);
}

const Resource& things() {
  static const Resource resource{"test.dev", "v1", "things", "Thing", true};
  return resource;
}

Decoded<Thing> decodeThing(const Value& object) {
  FieldErrors errors;
  const Reader root(object, errors);
  Thing thing;
  thing.meta = readObjectMeta(root["metadata"]);
  thing.size = root["spec"]["size"].integer();
  if (!errors.empty()) return Unexpected{errors};
  return thing;
}

Value thing(const std::string& name, const std::string& version, Value size) {
  return Value::object({{"apiVersion", things().apiVersion()},
                        {"kind", things().kind},
                        {"metadata", Value::object({{"name", name},
                                                    {"namespace", "shop"},
                                                    {"uid", "uid-" + name},
                                                    {"resourceVersion", version}})},
                        {"spec", Value::object({{"size", std::move(size)}})}});
}

Value bookmark(const std::string& version) {
  return Value::object({{"metadata", Value::object({{"resourceVersion", version}})}});
}

}  // namespace slipway::kube::test
