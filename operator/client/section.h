#pragma once

#include <string>
#include <utility>

#include "sim/page.h"

namespace slipway::cli {

// Lines of one kind on a page, the first of which says at the left which kind.
class Section {
 public:
  Section(sim::Page& page, std::string title) : page_(page), title_(std::move(title)) {}
  void line() {
    page_.newLine();
    if (!title_.empty()) page_.lead("  " + std::exchange(title_, {}), sim::Ink::Dim);
  }
  void say(const std::string& text, sim::Ink ink = sim::Ink::Plain) {
    line();
    page_.words(text, ink);
  }

 private:
  sim::Page& page_;
  std::string title_;
};

}  // namespace slipway::cli
