#include "crds/release.h"

#include "tests/fuzz/targets.h"

namespace slipway::fuzz {
namespace {

void statusComesBack(const Value& foreign) {
  const Value written = crds::statusValue(crds::readStatus(foreign));
  const crds::ReleaseStatus read = crds::readStatus(written);
  hold(crds::statusValue(read) == written, "a status that we wrote is read as it was written",
       printJson(written));
  const auto throughText = parseJson(printJson(written));
  hold(throughText.ok() && crds::readStatus(*throughText) == read, "... through text too",
       printJson(written));
}

void rejectionComesBack(const std::string& annotation) {
  const std::string written = crds::rejectionText(crds::readRejection(annotation));
  hold(crds::rejectionText(crds::readRejection(written)) == written,
       "a rejection that we wrote is read as it was written", written);
}

void decodesTheSame(const Value& object) {
  const auto decoded = crds::decodeRelease(object);
  if (!decoded) {
    hold(!decoded.error().empty(), "a refusal says why");
    for (const FieldError& error : decoded.error()) holdsAsMessage(error.text());
    return;
  }
  const auto again = crds::decodeRelease(*parseJson(printJson(object)));
  hold(again.ok() && *again == *decoded, "decoding does not depend on how the object came",
       printJson(object));
  // What the server keeps: the status as we write it, everything else as it was.
  const auto stored =
      crds::decodeRelease(object.with("status", crds::statusValue(decoded->status)));
  hold(stored.ok() && stored->spec == decoded->spec && stored->meta == decoded->meta,
       "our status changes nothing about the spec", printJson(object));
  hold(decoded->spec.replicas >= 0 && decoded->spec.progressDeadlineSeconds > 0 &&
           decoded->spec.minReadySeconds >= 0 && decoded->spec.revisionHistoryLimit >= 0,
       "numbers that pass lie within the schema's bounds", printJson(object));
}

}  // namespace

int fuzzRelease(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = textOf(data, size);
  rejectionComesBack(std::string(text));
  const auto object = parseJson(text);
  if (!object) return 0;
  decodesTheSame(*object);
  statusComesBack((*object)["status"]);
  return 0;
}

}  // namespace slipway::fuzz
