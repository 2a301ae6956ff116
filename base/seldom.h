#pragma once

#include <memory>
#include <optional>
#include <utility>

namespace slipway {

// An optional for what is there in few of many objects: one pointer while it is not, where a
// std::optional keeps the room for it. Copied with its value, compared by it.
template <typename T>
class Seldom {
 public:
  Seldom() = default;
  // NOLINTBEGIN(google-explicit-constructor): it takes whatever a std::optional takes.
  Seldom(std::nullopt_t /*none*/) {}
  Seldom(T value) : value_(std::make_unique<T>(std::move(value))) {}
  Seldom(std::optional<T> value) {
    if (value) value_ = std::make_unique<T>(std::move(*value));
  }
  // NOLINTEND(google-explicit-constructor)
  Seldom(const Seldom& other) : value_(other ? std::make_unique<T>(*other) : nullptr) {}
  Seldom(Seldom&& other) noexcept = default;
  Seldom& operator=(const Seldom& other) {
    if (this != &other) value_ = other ? std::make_unique<T>(*other) : nullptr;
    return *this;
  }
  Seldom& operator=(Seldom&& other) noexcept = default;
  ~Seldom() = default;

  bool has_value() const { return value_ != nullptr; }
  explicit operator bool() const { return has_value(); }
  // Only where there is one.
  T& operator*() { return *value_; }
  const T& operator*() const { return *value_; }
  T* operator->() { return value_.get(); }
  const T* operator->() const { return value_.get(); }

  T& emplace() { return *(value_ = std::make_unique<T>()); }
  void reset() { value_.reset(); }

  friend bool operator==(const Seldom& a, const Seldom& b) {
    return a && b ? *a == *b : a.has_value() == b.has_value();
  }

 private:
  std::unique_ptr<T> value_;
};

}  // namespace slipway
