#include "client/core/attachments.h"
