// SPDX-License-Identifier: LicenseRef-Private
#pragma once

// The raw client is part of the stand-ins' library, because the demo uses it too. Tests that
// include this header link `standins`.
#include "app/standins/rawclient.h"

using app::standins::RawClient;
using app::standins::rawRequest;
using app::standins::RawResponse;
