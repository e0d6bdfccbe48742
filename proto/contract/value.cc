#include "proto/contract/value.h"
