#include "operator/cli.h"

int main(int argc, char** argv) {
  return slipway::cli::runCommandLine(argc, argv);
}
