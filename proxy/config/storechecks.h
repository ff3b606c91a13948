// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/configassembly.h"

namespace proxy {

/// Reads the files that the settings of the shared store name: the certificates and the secret of
/// the fingerprints. Adds what is wrong with them to @p assembly. Paths must be resolved.
void takeStoreFiles(ConfigAssembly &assembly);

} // namespace proxy
