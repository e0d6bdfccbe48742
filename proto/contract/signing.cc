#include "proto/contract/signing.h"
