// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace proxy {

/// Returns the path of an origin-form target for decisions: without query, percent-decoded once,
/// empty and dot segments resolved, no slash at the end. It always begins with a slash. Pure.
[[nodiscard]] QByteArray normalisedPath(QByteArrayView target);

/// A target and its /p/<project> prefix.
struct ProjectTarget
{
    QByteArray project; ///< decoded; empty: the target has no such prefix
    QByteArray target; ///< without the prefix, otherwise byte for byte
};

/// Splits a prefix that literally begins with "/p/" from @p target. A project name has 1 to 64
/// bytes without slashes and control bytes and is not a dot segment. Pure.
[[nodiscard]] ProjectTarget splitProject(const QByteArray &target);

} // namespace proxy
