// The files of proto/codebooks as one serialised v1::CodebookSet, written at build time by
// proto/codebooks/compiler.cc: no file and no JSON is needed at run time.
#pragma once

#include <cstddef>

namespace tilik {

extern const unsigned char kBuiltInCodebooks[];
extern const std::size_t kBuiltInCodebooksSize;

}  // namespace tilik
