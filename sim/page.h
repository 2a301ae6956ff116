#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "sim/picture.h"

namespace slipway::sim {

// How something is shown to people.
struct Look {
  bool colour = false;    // ANSI colours
  std::size_t width = 0;  // columns, at least 40; 0: lines are never broken
};

enum class Ink : std::uint8_t { Plain, Act, Bold, Dim, Good, Busy, Warn, Bad };
Ink inkOf(Role role);

// What a check or a step has come to.
struct Mark {
  const char* sign;
  Ink ink;
};
inline constexpr Mark kPassed{"✓ ", Ink::Good};
inline constexpr Mark kFailed{"✗ ", Ink::Bad};
inline constexpr Mark kRunning{"… ", Ink::Busy};
Mark markOf(const CheckPicture& check);

// Columns that a text takes: everything that is shown here is one column wide.
std::size_t columnsOf(std::string_view text);
// What fits into so many columns, with an ellipsis at its end where something was left out.
std::string cutTo(std::string_view text, std::size_t columns);

// Sets pieces one after the other and breaks between them where the width ends. What stands at the
// left of the indentation is put there by lead().
class Page {
 public:
  Page(const Look& look, std::size_t indent) : look_(look), indent_(indent) {}

  // At the very left of a line, before its first piece.
  void lead(std::string_view text, Ink ink);
  // A piece is only broken when it is longer than a whole line. `gap`: spaces before it.
  void piece(std::string_view text, Ink ink, std::size_t gap);
  void words(std::string_view text, Ink ink);
  // Goes on below, at the indentation, unless nothing stands in this line.
  void nextLine();
  // Goes on below, at the very left.
  void newLine();
  // Without white space at its end.
  std::string take();

 private:
  void put(std::string_view text, Ink ink);
  void breakLine();
  std::size_t room() const;

  Look look_;
  std::size_t indent_;
  std::string out_;
  Ink ink_ = Ink::Plain;
  std::size_t led_ = 0;     // columns of what stands at the left
  std::size_t column_ = 0;  // beside the indentation
};

// The pods of one revision as a bar: █ available, ▓ ready, ░ there, · wanted. `all` pods would fill
// `cells` cells, so that bars of one scale can be compared.
std::string drawBar(const RevisionPicture& revision, std::int64_t all, std::int64_t cells);
// The scale of a picture's bars.
struct Scale {
  std::int64_t all = 1;
  std::int64_t cells = 1;
};
Scale scaleOf(const Picture& picture, const Look& look);

// Of one Service: its name, and what share of its requests goes where.
void drawService(const ServicePicture& service, Page& page);
// All checks, one after the other.
void drawChecks(const Picture& picture, Page& page);

}  // namespace slipway::sim
