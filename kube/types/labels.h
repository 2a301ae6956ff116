#pragma once

#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/texts.h"

namespace slipway::kube {

// Names with values, in the order of names: labels, annotations, and what a selector wants. Like a
// std::map of strings, but in one piece: an object has several of them, caches hold thousands of
// objects, and a map takes a node and two strings for every entry. What find() and iterators give
// is valid until the next change.
class Labels {
 public:
  using value_type = std::pair<std::string_view, std::string_view>;

  class Iterator {
   public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = Labels::value_type;
    using difference_type = std::ptrdiff_t;
    using pointer = const value_type*;
    using reference = const value_type&;

    Iterator() = default;
    const value_type& operator*() const { return entry_; }
    const value_type* operator->() const { return &entry_; }
    Iterator& operator++() {
      read(++value_);
      return *this;
    }
    Iterator operator++(int) {
      Iterator before = *this;
      ++*this;
      return before;
    }
    friend bool operator==(const Iterator& a, const Iterator& b) { return a.at_ == b.at_; }

   private:
    friend class Labels;
    explicit Iterator(Texts::Iterator at) { read(at); }
    void read(Texts::Iterator at) {
      at_ = at;
      value_ = at;
      entry_ = at.atEnd() ? value_type() : value_type(*at, *++value_);
    }

    Texts::Iterator at_;  // the name
    Texts::Iterator value_;
    value_type entry_;
  };
  using const_iterator = Iterator;
  using iterator = Iterator;

  Labels() = default;
  Labels(std::initializer_list<value_type> entries);
  // In any order; of equal names the first counts.
  static Labels of(std::vector<value_type> entries);

  bool empty() const { return texts_.empty(); }
  std::size_t size() const { return texts_.size() / 2; }
  Iterator begin() const { return Iterator(texts_.begin()); }
  Iterator end() const { return Iterator(texts_.end()); }
  Iterator find(std::string_view name) const;
  bool contains(std::string_view name) const { return find(name) != end(); }
  // Throws std::out_of_range where there is no such name.
  std::string_view at(std::string_view name) const;
  std::string_view valueOr(std::string_view name, std::string_view fallback) const;

  // Adds it unless there is one of that name.
  void emplace(std::string_view name, std::string_view value);
  void insert_or_assign(std::string_view name, std::string_view value);
  void erase(std::string_view name);

  friend bool operator==(const Labels&, const Labels&) = default;

 private:
  Texts texts_;  // of each entry the name, then the value
};

// "app=web", as people and selectors write it.
std::string text(const Labels::value_type& entry);

}  // namespace slipway::kube
