// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/core/systemerror.h"

#include <QtGlobal>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace proxy {

namespace {

constexpr std::array kUsual {
    std::pair {ECONNREFUSED, QT_TRANSLATE_NOOP("Engine", "Connection refused")},
    std::pair {ECONNRESET, QT_TRANSLATE_NOOP("Engine", "Connection reset by peer")},
    std::pair {ETIMEDOUT, QT_TRANSLATE_NOOP("Engine", "Connection timed out")},
    std::pair {EHOSTUNREACH, QT_TRANSLATE_NOOP("Engine", "No route to host")},
    std::pair {ENETUNREACH, QT_TRANSLATE_NOOP("Engine", "Network is unreachable")},
    std::pair {EACCES, QT_TRANSLATE_NOOP("Engine", "Permission denied")},
};

} // namespace

Text systemError(int number)
{
    for (const auto &[known, sentence] : kUsual) {
        if (known == number)
            return Text::english(sentence);
    }
    return Text::words(QString::fromLocal8Bit(std::strerror(number)));
}

} // namespace proxy
