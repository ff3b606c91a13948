// SPDX-License-Identifier: LicenseRef-Private
#pragma once

// Tests that include this header link `standins`.
#include "tests/standins/rawclient.h"

using standins::RawClient;
using standins::rawRequest;
using standins::RawResponse;
