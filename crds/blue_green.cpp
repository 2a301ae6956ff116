#include "crds/strategy_codec.h"

namespace slipway::crds {

Strategy readBlueGreen(const Reader& blueGreen) {
  BlueGreenStrategy read;
  const Reader preview = blueGreen["previewReplicas"];
  if (preview.present()) {
    read.previewReplicas = readIntOrPercent(preview, {1, false});
    if (read.previewReplicas->amount == 0) preview.fail("must be at least 1, or at least 1%");
  }
  const Reader promotion = blueGreen["promotion"];
  const std::string word = promotion.string("Automatic");
  const bool manual = word == "Manual";
  if (!manual && word != "Automatic") promotion.fail("must be Automatic or Manual");
  const Reader timeout = blueGreen["timeout"];
  const Reader onTimeout = blueGreen["onTimeout"];
  if (manual) {
    read.promotion = readPause(blueGreen);
  } else if (timeout.present() || onTimeout.present()) {
    blueGreen.fail("timeout and onTimeout belong to promotion: Manual");
  }
  read.scaleDownDelay = readWait(blueGreen["scaleDownDelay"], "30s");
  return read;
}

}  // namespace slipway::crds
