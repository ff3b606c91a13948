// SPDX-License-Identifier: LicenseRef-Private
#pragma once

// Tests that include this header link `standins`.
#include "tests/standins/rawclient.h"

using app::standins::RawClient;
using app::standins::rawRequest;
using app::standins::RawResponse;
