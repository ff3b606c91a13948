// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/models/modelname.h"

#include <algorithm>
#include <string_view>

namespace proxy {

namespace {

bool isDigits(QByteArrayView text)
{
    return !text.isEmpty()
           && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// "us.anthropic.claude-…": the dots of a version have a digit behind them.
QByteArrayView withoutNamespaces(QByteArrayView id)
{
    for (qsizetype dot = id.indexOf('.'); dot >= 0 && dot + 1 < id.size();
         dot = id.indexOf('.', dot + 1)) {
        if (id[dot + 1] < 'a' || id[dot + 1] > 'z')
            continue;
        id = id.sliced(dot + 1);
        dot = -1;
    }
    return id;
}

/// Ends @p id before the last @p mark if what stands between is @p size digits; 0: any number.
QByteArrayView withoutNumber(QByteArrayView id, std::string_view mark, qsizetype size)
{
    // Qt 6.4's lastIndexOf() of a view finds a single byte behind its end, too.
    const size_t at = std::string_view(id.data(), static_cast<size_t>(id.size())).rfind(mark);
    if (at == 0 || at == std::string_view::npos)
        return id;
    const QByteArrayView number = id.sliced(static_cast<qsizetype>(at + mark.size()));
    return isDigits(number) && (size == 0 || number.size() == size)
               ? id.first(static_cast<qsizetype>(at))
               : id;
}

} // namespace

QByteArray ModelName::toByteArray() const
{
    QByteArray id;
    if (!prefix.isEmpty())
        id = prefix + '/';
    id += base;
    if (hasSuffix)
        id += '(' + suffix + ')';
    return id;
}

ModelNameView splitModelName(QByteArrayView id)
{
    ModelNameView name;
    if (id.endsWith(')')) {
        const auto open = id.lastIndexOf('(');
        if (open > 0) {
            name.suffix = id.sliced(open + 1).chopped(1);
            name.hasSuffix = true;
            id.truncate(open);
        }
    }
    // Asked for a dozen times for each request: indexOf() takes three times as long.
    const size_t slash = std::string_view(id.data(), static_cast<size_t>(id.size())).find('/');
    if (slash != std::string_view::npos && slash > 0 && slash + 1 < size_t(id.size())) {
        name.prefix = id.first(static_cast<qsizetype>(slash));
        id = id.sliced(name.prefix.size() + 1);
    }
    name.base = id;
    return name;
}

bool isAutoModel(QByteArrayView id)
{
    QByteArrayView base = splitModelName(id).base;
    if (const qsizetype mark = base.indexOf('['); mark > 0 && base.endsWith(']'))
        base.truncate(mark);
    return base == kAutoModel || base == kClaudeAutoModel;
}

ModelName parseModelName(QByteArrayView id)
{
    const ModelNameView view = splitModelName(id);
    return {.prefix = view.prefix.toByteArray(),
            .base = view.base.toByteArray(),
            .suffix = view.suffix.toByteArray(),
            .hasSuffix = view.hasSuffix};
}

QByteArray makersModelId(QByteArrayView id)
{
    constexpr qsizetype kRevisionDigits = 3;
    const QByteArray lower = id.toByteArray().toLower();
    QByteArrayView rest = QByteArrayView(lower).sliced(lower.lastIndexOf('/') + 1);
    rest = withoutNamespaces(rest);
    rest = withoutNumber(rest, ":", 0);
    rest = withoutNumber(rest, "-v", 0);
    rest = withoutNumber(rest, "@", 0);
    return withoutNumber(rest, "-", kRevisionDigits).toByteArray();
}

} // namespace proxy
