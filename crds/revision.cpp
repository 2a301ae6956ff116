#include "crds/revision.h"

#include <algorithm>

#include "base/text.h"

namespace slipway::crds {

std::string templateDigest(const Value& declaredTemplate) {
  return sha256Hex(canonicalJson(declaredTemplate));
}

std::string textDigest(std::string_view canonicalText) {
  return sha256Hex(canonicalText);
}

std::string revisionHash(std::string_view digest, std::size_t digits) {
  return std::string(digest.substr(0, digits));
}

std::string replicaSetName(std::string_view release, std::string_view hash) {
  return std::string(release) + "-" + std::string(hash);
}

std::string hashOfName(std::string_view release, std::string_view replicaSetName) {
  if (replicaSetName.size() <= release.size() + 1 || !replicaSetName.starts_with(release) ||
      replicaSetName[release.size()] != '-') {
    return {};
  }
  const auto hash = replicaSetName.substr(release.size() + 1);
  const auto isHex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  if (hash.size() < kHashDigits || !std::all_of(hash.begin(), hash.end(), isHex)) return {};
  return std::string(hash);
}

}  // namespace slipway::crds
