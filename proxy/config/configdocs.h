// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QString>

namespace proxy {

/// The table of settings in the forms that are committed: tests compare the files with these, and
/// `llm-proxy config docs` prints them. Each ends in a newline.

/// README's table, between the markers `<!-- config-table -->` and `<!-- /config-table -->`.
[[nodiscard]] QString configTableMarkdown();
/// `.env.example`: every key, its meaning and its default, commented out.
[[nodiscard]] QString dotEnvExample();
/// `JSON/llm-proxy.schema.json`: JSON Schema (draft 2020-12) of llm-proxy.json.
[[nodiscard]] QByteArray configSchema();

} // namespace proxy
