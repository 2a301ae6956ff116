#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace slipway {

// Whether the text is a number as RFC 8259 writes it: "-0.5e3", but not "+1", "01", ".5" or "1.".
bool isJsonNumber(std::string_view text);

// The nearest double; nullopt when the text is no decimal number or the double would be infinite.
// What is too small for a double is 0, as in Go.
std::optional<double> parseDouble(std::string_view text);

// A finite double as Go's encoding/json prints it: the shortest digits that read back as the same
// double, with an exponent below 1e-6 and from 1e21 on ("1e-7", "1e+21"). -0 is "-0".
std::string printDouble(double number);

// A finite float as Go's strconv prints it with format 'g': an exponent of at least two digits
// below 1e-4 and from 1e6 on ("1e-05", "1e+06", "1.5"). kubectl prints keys of YAML maps so.
std::string printFloatShort(float number);

// A JSON number as kube-apiserver prints it back after reading it: integers that fit an int64
// exactly, all others through a double. Every zero is "0".
std::string canonicalNumber(std::string_view jsonNumber);

}  // namespace slipway
