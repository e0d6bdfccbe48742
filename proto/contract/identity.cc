#include "proto/contract/identity.h"
