#include "value_gen.h"

#include "base/text_utf8.h"

namespace slipway {

namespace {

rc::Gen<std::string> anyPiece() {
  return rc::gen::weightedOneOf<std::string>({
      {4, rc::gen::element<std::string>("a", "b", "web", "x y", "1", "0", "-", "--", "---", "...",
                                        ": ", ":", " #", "#", "\n", "\n\n", " ", "  ", "\t", "\"",
                                        "'", "\\", "{", "}", "[", "]", ",", "&", "*", "!", "|", ">",
                                        "%", "@", "`", "?", "? ", "- ", "~")},
      {3, rc::gen::element<std::string>("yes", "No", "null", "true", "1.0", "1e3", "0x1f", "0755",
                                        "1_0", ".inf", ".5", "2026-01-02", "10:30", "<<", "=",
                                        "1e400", "!!str", "y")},
      {2, rc::gen::map(rc::gen::inRange<int>(0, 0x3000),
                       [](int c) {
                         std::string out;
                         appendUtf8(out, static_cast<char32_t>(c));
                         return out;
                       })},
      {1, rc::gen::element<std::string>("\xEF\xBB\xBF", "\xEF\xBF\xBE", "\xF0\x9F\x98\x80",
                                        "\xE2\x80\xA8", "\xC2\x85", "\r\n", "\r", "\x7F",
                                        std::string(1, '\0'))},
  });
}

rc::Gen<Value> anyNumber() {
  return rc::gen::oneOf(
      rc::gen::map(rc::gen::arbitrary<std::int64_t>(), [](std::int64_t i) { return Value(i); }),
      rc::gen::map(
          rc::gen::element<std::string>(
              "0.0", "-0.0", "1.0", "1.50", "1e3", "1E+3", "1e-7", "1e21", "18446744073709551616",
              "9223372036854775808", "-9223372036854775809", "0.30000000000000004", "5e-324",
              "1.7976931348623157e308", "1e-400", "123456789012345678901e-20"),
          [](const std::string& text) { return Value::number(text); }));
}

rc::Gen<Value> anyScalar() {
  return rc::gen::oneOf(rc::gen::just(Value()),
                        rc::gen::map(rc::gen::arbitrary<bool>(), [](bool b) { return Value(b); }),
                        anyNumber(),
                        rc::gen::map(anyText(), [](const std::string& s) { return Value(s); }),
                        rc::gen::map(anyText(), [](const std::string& s) { return Value(s); }));
}

rc::Gen<Value> valueOfDepth(int depth) {
  if (depth == 0) return anyScalar();
  const auto deeper = [depth] { return valueOfDepth(depth - 1); };
  return rc::gen::mapcat(rc::gen::inRange(0, 5), [deeper](int choice) -> rc::Gen<Value> {
    if (choice == 0) return anyScalar();
    if (choice <= 2) {
      return rc::gen::map(rc::gen::resize(4, rc::gen::container<Value::Elements>(deeper())),
                          [](Value::Elements e) { return Value::array(std::move(e)); });
    }
    using Pairs = std::vector<std::pair<std::string, Value>>;
    return rc::gen::map(
        rc::gen::resize(4, rc::gen::container<Pairs>(rc::gen::pair(anyText(), deeper()))),
        [](const Pairs& pairs) {
          Value::Members members;
          for (const auto& [key, value] : pairs) members.push_back({key, value});
          return Value::object(std::move(members));
        });
  });
}

}  // namespace

rc::Gen<std::string> anyText() {
  return rc::gen::map(rc::gen::resize(5, rc::gen::container<std::vector<std::string>>(anyPiece())),
                      [](const std::vector<std::string>& pieces) {
                        std::string out;
                        for (const std::string& piece : pieces) out += piece;
                        return out;
                      });
}

rc::Gen<Value> anyValue() {
  return rc::gen::mapcat(rc::gen::inRange(0, 4), [](int depth) { return valueOfDepth(depth); });
}

}  // namespace slipway
