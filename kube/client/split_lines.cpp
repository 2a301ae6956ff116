#include <utility>

#include "kube/client/split.h"

namespace slipway::kube {

bool LineSplitter::feed(std::string_view chunk, const TextCallback& line) {
  while (!stopped_ && !chunk.empty()) {
    const auto end = chunk.find('\n');
    const auto part = chunk.substr(0, end);
    if (partial_.size() + part.size() > maxLine_ + 1) return tooLong();  // + 1: a CR
    if (end == std::string_view::npos) {
      partial_ += part;
      break;
    }
    chunk.remove_prefix(end + 1);
    if (partial_.empty()) {
      emit(part, line);
      continue;
    }
    partial_ += part;
    const std::string whole = std::exchange(partial_, {});
    emit(whole, line);
  }
  return !stopped_;
}

bool LineSplitter::emit(std::string_view text, const TextCallback& line) {
  if (text.ends_with('\r')) text.remove_suffix(1);
  if (text.size() > maxLine_) return tooLong();
  if (!text.empty() && !line(text)) stopped_ = true;
  return !stopped_;
}

bool LineSplitter::tooLong() {
  error_ = "a line is longer than " + std::to_string(maxLine_) + " bytes";
  stopped_ = true;
  partial_ = {};
  return false;
}

}  // namespace slipway::kube
