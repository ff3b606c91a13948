// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QString>

namespace proxy {

// Documentation that is generated from the table of settings and committed. Tests compare the
// committed files with these texts; `llm-proxy config docs` prints them. Each ends in a newline.

/// Returns the table of resources/manual/settings.md, which stands between the markers
/// `<!-- config-table -->` and `<!-- /config-table -->`.
[[nodiscard]] QString configTableMarkdown();
/// Returns `.env.example`: every key with its meaning and its default, commented out.
[[nodiscard]] QString dotEnvExample();
/// Returns `JSON/llm-proxy.schema.json`: the JSON Schema (draft 2020-12) of llm-proxy.json.
[[nodiscard]] QByteArray configSchema();

} // namespace proxy
