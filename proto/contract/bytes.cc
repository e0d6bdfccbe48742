#include "proto/contract/bytes.h"
