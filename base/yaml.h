#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/expected.h"
#include "base/value.h"

namespace slipway {

// Every document of a YAML stream as JSON; documents that are empty or null are dropped, as kubectl
// drops them. Scalars are resolved as kubectl (sigs.k8s.io/yaml over go-yaml v2) resolves them:
//   - plain y, yes, on, true and n, no, off, false in lower, upper or title case are booleans;
//   - integers may be 0x, 0o, 0b or 0-prefixed octal and hold underscores; 0755 is 493;
//   - fractions keep their text when it is a JSON number; one beyond a double is a string;
//   - .inf and .nan are refused, as JSON has neither; timestamps stay strings;
//   - !!str, !!int, !!float, !!bool, !!null and !!binary hold, all other tags are strings;
//   - scalar keys become their JSON text ("8080", "true"); null, list and map keys are refused.
// A text that is one JSON object or array is read as such, like kubectl does.
// `<<` merges as the YAML 1.1 type says: explicit members win, then earlier sources. Stricter than
// kubectl: duplicate keys and whatever follows a document without "---" are refused, as are
// aliases that would expand beyond maxBytes in all, and depth beyond 500 (yaml-cpp's bound).
Expected<std::vector<Value>, ParseError> parseYaml(std::string_view text,
                                                   std::size_t maxBytes = std::size_t{4} << 20);

// Block style, for people and golden files; strings are quoted only where a YAML 1.1 or 1.2 parser
// could read them as something else. parseYaml(printYaml(v)) == {v} for every v down to depth 400
// except null, which is an empty document.
std::string printYaml(const Value& value);

}  // namespace slipway
