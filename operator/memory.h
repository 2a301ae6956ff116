#pragma once

namespace slipway::cli {

// Gives back to the system what this process holds and does not use: free pages of the heap, and
// pages of the program and its libraries. Of the latter the kernel maps sixteen around each one
// that is touched, so that after a start, which touches code everywhere, most are there for
// nothing. They stay in the page cache; one that is needed again costs a minor fault. Any thread,
// at any time.
void giveMemoryBack();

}  // namespace slipway::cli
