#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "base/value.h"

namespace slipway {

// One thing wrong with one field: "spec.replicas" + "must be an integer, not a string".
struct FieldError {
  std::string path;
  std::string problem;
  std::string text() const { return path.empty() ? problem : path + ": " + problem; }
  friend bool operator==(const FieldError&, const FieldError&) = default;
};
using FieldErrors = std::vector<FieldError>;

// Reads a Value into structs and remembers, with its path, every field that is not what it should
// be. Reading goes on after an error with the fallback, so that one pass reports them all.
// Null and absent are the same, as in Kubernetes.
class Reader {
 public:
  // The errors outlive the reader.
  Reader(const Value& value, FieldErrors& errors, std::string path = "")
      : value_(&value), errors_(&errors), path_(std::move(path)) {}

  const Value& value() const { return *value_; }
  const std::string& path() const { return path_; }
  bool present() const { return !value_->isNull(); }

  // The member, null when absent. Records an error when this is neither an object nor absent.
  Reader operator[](std::string_view key) const;
  // Elements of an array ("path[3]"); empty when absent; an error when it is something else.
  std::vector<Reader> elements() const;
  // Members of an object, in order; as above.
  struct Entry;
  std::vector<Entry> entries() const;

  // Each answers the fallback when absent, and records an error when the kind is wrong.
  std::string string(std::string_view fallback = {}) const;
  bool boolean(bool fallback = false) const;
  // Range-checked: nothing wraps.
  std::int64_t integer(std::int64_t fallback = 0,
                       std::int64_t min = std::numeric_limits<std::int64_t>::min(),
                       std::int64_t max = std::numeric_limits<std::int64_t>::max()) const;
  std::int32_t int32(std::int32_t fallback = 0,
                     std::int32_t min = std::numeric_limits<std::int32_t>::min(),
                     std::int32_t max = std::numeric_limits<std::int32_t>::max()) const;

  // "is required" when absent; answers present().
  bool require() const;
  void fail(const std::string& problem) const;

 private:
  const Value* value_;
  FieldErrors* errors_;
  std::string path_;
};

struct Reader::Entry {
  std::string key;
  Reader reader;
};

}  // namespace slipway
