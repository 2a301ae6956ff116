#pragma once

#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace slipway {

// A few texts in their order, in one piece of memory; one pointer when there are none. Objects in
// caches have many short lists, most of them empty: a vector of strings takes 24 bytes for none and
// at least 32 for each. What is read of it is valid until it is assigned to.
class Texts {
 public:
  class Iterator {
   public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = std::string_view;
    using difference_type = std::ptrdiff_t;
    using pointer = const std::string_view*;
    using reference = const std::string_view&;

    Iterator() = default;
    reference operator*() const { return text_; }
    pointer operator->() const { return &text_; }
    Iterator& operator++() {
      read(text_.data() + text_.size());
      return *this;
    }
    Iterator operator++(int) {
      Iterator before = *this;
      ++*this;
      return before;
    }
    bool atEnd() const { return !end_ || at_ == end_; }
    friend bool operator==(const Iterator& a, const Iterator& b) { return a.at_ == b.at_; }

   private:
    friend class Texts;
    Iterator(const char* at, const char* end) : end_(end) { read(at); }
    void read(const char* at);

    const char* at_ = nullptr;  // where the text begins, with its length
    const char* end_ = nullptr;
    std::string_view text_;
  };
  using iterator = Iterator;
  using const_iterator = Iterator;
  using value_type = std::string_view;

  Texts() = default;
  Texts(std::initializer_list<std::string_view> texts);
  explicit Texts(const std::vector<std::string_view>& texts);
  explicit Texts(const std::vector<std::string>& texts);
  Texts(const Texts& other);
  Texts(Texts&& other) noexcept = default;
  Texts& operator=(const Texts& other);
  Texts& operator=(Texts&& other) noexcept = default;
  ~Texts() = default;

  bool empty() const { return !block_; }
  std::size_t size() const;  // counts them
  Iterator begin() const { return {content().data(), content().data() + content().size()}; }
  Iterator end() const { return {content().data() + content().size(), nullptr}; }
  void clear() { block_.reset(); }

  friend bool operator==(const Texts& a, const Texts& b) { return a.content() == b.content(); }

 private:
  std::string_view content() const;  // each text: its length and its bytes
  void pack(const std::string_view* texts, std::size_t count);

  std::unique_ptr<char[]> block_;  // NOLINT(*-avoid-c-arrays): the content's size, then itself
};

}  // namespace slipway
