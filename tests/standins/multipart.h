// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>

#include <optional>
#include <vector>

namespace standins {

struct FormPart
{
    QByteArray name;
    QByteArray fileName; ///< empty: a text part
    QByteArray content;
};

/// The parts of a multipart/form-data body; nullopt: it is none.
[[nodiscard]] std::optional<std::vector<FormPart>> parseForm(const QByteArray &contentType,
                                                             const QByteArray &body);

} // namespace standins
