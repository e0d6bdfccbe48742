#include "proto/contract/change_set.h"
