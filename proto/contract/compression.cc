#include "proto/contract/compression.h"
