#include "base/reader.h"

#include "base/text.h"

namespace slipway {

namespace {

std::string_view nameOf(Value::Kind kind) {
  switch (kind) {
    case Value::Kind::Null:
      return "null";
    case Value::Kind::Bool:
      return "a boolean";
    case Value::Kind::Int:
    case Value::Kind::Number:
      return "a number";
    case Value::Kind::String:
      return "a string";
    case Value::Kind::Array:
      return "an array";
    case Value::Kind::Object:
      return "an object";
  }
  return "something else";
}

// A key as a path shows it: as it is when it could be an identifier, else in brackets.
std::string joinPath(const std::string& path, std::string_view key) {
  bool plain = !key.empty();
  for (char c : key) {
    plain = plain && ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '_' || c == '-');
  }
  if (!plain) return path + "[" + truncateUtf8(sanitizeUtf8(key), 100) + "]";
  return path.empty() ? std::string(key) : path + "." + std::string(key);
}

std::string mustBe(std::string_view what, const Value& value) {
  return "must be " + std::string(what) + ", not " + std::string(nameOf(value.kind()));
}

}  // namespace

Reader Reader::operator[](std::string_view key) const {
  static const Value null;
  if (present() && !value_->isObject()) fail(mustBe("an object", *value_));
  const Value* member = value_->find(key);
  return {member == nullptr ? null : *member, *errors_, joinPath(path_, key)};
}

std::vector<Reader> Reader::elements() const {
  if (present() && !value_->isArray()) fail(mustBe("an array", *value_));
  std::vector<Reader> readers;
  readers.reserve(value_->elements().size());
  for (const Value& element : value_->elements()) {
    readers.emplace_back(element, *errors_, path_ + "[" + std::to_string(readers.size()) + "]");
  }
  return readers;
}

std::vector<Reader::Entry> Reader::entries() const {
  if (present() && !value_->isObject()) fail(mustBe("an object", *value_));
  std::vector<Entry> entries;
  entries.reserve(value_->members().size());
  for (const auto& [key, value] : value_->members()) {
    entries.push_back({key, Reader(value, *errors_, joinPath(path_, key))});
  }
  return entries;
}

std::string Reader::string(std::string_view fallback) const {
  if (!present()) return std::string(fallback);
  if (!value_->isString()) fail(mustBe("a string", *value_));
  return std::string(value_->stringOr(fallback));
}

bool Reader::boolean(bool fallback) const {
  if (!present()) return fallback;
  const auto flag = value_->asBool();
  if (!flag) fail(mustBe("a boolean", *value_));
  return flag.value_or(fallback);
}

std::int64_t Reader::integer(std::int64_t fallback, std::int64_t min, std::int64_t max) const {
  if (!present()) return fallback;
  if (value_->kind() == Value::Kind::Number) {
    fail("must be an integer, not " + truncateUtf8(value_->numberText(), 40));
    return fallback;
  }
  const auto number = value_->asInt();
  if (!number) {
    fail(mustBe("an integer", *value_));
    return fallback;
  }
  if (*number < min || *number > max) {
    fail("must be between " + std::to_string(min) + " and " + std::to_string(max) + ", not " +
         std::to_string(*number));
    return fallback;
  }
  return *number;
}

std::int32_t Reader::int32(std::int32_t fallback, std::int32_t min, std::int32_t max) const {
  return static_cast<std::int32_t>(integer(fallback, min, max));
}

bool Reader::require() const {
  if (!present()) fail("is required");
  return present();
}

void Reader::fail(const std::string& problem) const {
  // Asking twice for the members of the same wrong value is still one error. What is quoted of
  // foreign text stays on its line.
  FieldError error{path_, sanitizeUtf8(problem)};
  if (errors_->empty() || errors_->back() != error) errors_->push_back(std::move(error));
}

}  // namespace slipway
