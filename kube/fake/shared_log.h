#pragma once

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace slipway::kube::fake {

// An append-only sequence whose copies share their chunks: copying costs one pointer per 64
// elements. Elements may be dropped from the front, whole chunks at a time.
template <typename T>
class SharedLog {
 public:
  void append(T element) {
    if (chunks_.empty() || chunks_.back()->size() == kChunk) {
      chunks_.push_back(std::make_shared<Chunk>());
      chunks_.back()->reserve(kChunk);
    } else if (chunks_.back().use_count() > 1) {
      auto own = std::make_shared<Chunk>();
      own->reserve(kChunk);
      *own = *chunks_.back();
      chunks_.back() = std::move(own);
    }
    chunks_.back()->push_back(std::move(element));
    ++size_;
  }

  // Elements are numbered from 0 for ever; those below first() are gone.
  std::size_t first() const { return dropped_; }
  std::size_t end() const { return dropped_ + size_; }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  const T& at(std::size_t index) const {
    const std::size_t offset = index - dropped_;
    return (*chunks_[offset / kChunk])[offset % kChunk];
  }

  // Drops whole chunks while at least `keep` elements stay.
  void shrinkTo(std::size_t keep) {
    std::size_t chunks = 0;
    while (size_ >= keep + kChunk && chunks + 1 < chunks_.size()) {
      ++chunks;
      size_ -= kChunk;
      dropped_ += kChunk;
    }
    chunks_.erase(chunks_.begin(), chunks_.begin() + static_cast<std::ptrdiff_t>(chunks));
  }

 private:
  static constexpr std::size_t kChunk = 64;
  using Chunk = std::vector<T>;
  std::vector<std::shared_ptr<Chunk>> chunks_;
  std::size_t dropped_ = 0;
  std::size_t size_ = 0;
};

}  // namespace slipway::kube::fake
