// Whether a server's folders can be written and have room: what /healthz says beside whether the
// registry can be read. A full disk costs no work, for phones keep what is not receipted; but
// nobody sees it from the office until somebody looks.
#pragma once

#include <string>

#include "sync-server/command/district_home.h"

namespace tilik::command {

// kStorage names the folder and what is the matter with it: read-only, or with less room than a
// morning's pushes of a district take (16 MiB, 8,000 visits with their log and indices).
Status CheckDisks(const HomeOptions& options);

}  // namespace tilik::command
