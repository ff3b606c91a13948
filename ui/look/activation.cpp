// SPDX-License-Identifier: LicenseRef-Private
#include "ui/look/activation.h"

#include <QtGlobal>

#include <algorithm>

namespace ui {

namespace {

// Qt takes it from there, as of a process that was just started.
constexpr const char *kVariable = "XDG_ACTIVATION_TOKEN";
constexpr qsizetype kLongest = 256;

bool canBeToken(const QByteArray &token)
{
    return !token.isEmpty() && token.size() <= kLongest
           && std::all_of(token.begin(), token.end(),
                          [](char byte) { return byte > 0x20 && byte < 0x7F; });
}

} // namespace

QByteArray activationTokenOfStart()
{
    const QByteArray token = qgetenv(kVariable);
    return canBeToken(token) ? token : QByteArray();
}

void useActivationToken(const QByteArray &token)
{
    if (canBeToken(token))
        qputenv(kVariable, token);
}

} // namespace ui
