#include "proto/contract/environment.h"
