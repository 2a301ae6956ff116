#pragma once

#include <cstdlib>
#include <type_traits>
#include <utility>
#include <variant>

namespace slipway {

// The error side of an Expected: `return Unexpected{ParseError{...}};`
template <typename E>
struct Unexpected {
  E error;
};
template <typename E>
Unexpected(E) -> Unexpected<E>;

// A value, or the reason why there is none. For errors that a caller branches on; a bug is an
// exception. Asking for the side that is not there aborts: it is a bug on every path.
template <typename T, typename E>
class [[nodiscard]] Expected {
 public:
  // NOLINTBEGIN(google-explicit-constructor): both sides convert, as `return value;` should read.
  Expected(T value) : sides_(std::in_place_index<0>, std::move(value)) {}
  template <typename F>
    requires std::is_constructible_v<E, F&&>
  Expected(Unexpected<F> u) : sides_(std::in_place_index<1>, std::move(u.error)) {}
  // NOLINTEND(google-explicit-constructor)

  bool ok() const { return sides_.index() == 0; }
  explicit operator bool() const { return ok(); }

  const T& value() const& { return *std::get_if<0>(&checked(0)); }
  T& value() & { return const_cast<T&>(std::as_const(*this).value()); }
  T&& value() && { return std::move(value()); }
  const E& error() const& { return *std::get_if<1>(&checked(1)); }
  E&& error() && { return std::move(const_cast<E&>(std::as_const(*this).error())); }

  const T& operator*() const& { return value(); }
  T& operator*() & { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  const T* operator->() const { return &value(); }
  T* operator->() { return &value(); }

  T valueOr(T fallback) const& {
    if (ok()) return value();
    return fallback;
  }

  friend bool operator==(const Expected&, const Expected&) = default;

 private:
  const std::variant<T, E>& checked(std::size_t side) const {
    if (sides_.index() != side) std::abort();
    return sides_;
  }

  std::variant<T, E> sides_;
};

// Success without a value: `Expected<Done, Error>`.
struct Done {
  friend bool operator==(Done, Done) = default;
};

}  // namespace slipway
