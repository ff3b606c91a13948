// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace proxy {

/// The path of an origin-form target for path decisions: query dropped, percent-decoded once,
/// empty and dot segments resolved, no slash at the end. Always begins with a slash.
[[nodiscard]] QByteArray normalisedPath(QByteArrayView target);

/// A target parted from its /p/<project> prefix.
struct ProjectTarget
{
    QByteArray project; ///< decoded; empty: the target has no such prefix
    QByteArray target; ///< without the prefix, otherwise byte for byte
};

/// Parts @p target from a prefix that literally begins with "/p/". Project names are 1 to 64
/// bytes without slashes and control bytes, and not a dot segment.
[[nodiscard]] ProjectTarget splitProject(const QByteArray &target);

} // namespace proxy
