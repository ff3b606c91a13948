// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArrayView>

#include <memory>
#include <span>

namespace proxy {

/// Where the tokens of a JSON text begin: brackets, commas, colons, the opening quote of strings,
/// the first byte of other scalars. simdjson's first stage, which also proves valid UTF-8, closed
/// strings and no raw control character in them. A byte order mark is no part of JSON. Keeps its
/// memory for the next text.
class JsonIndex final
{
public:
    struct Fault
    {
        const char *what = nullptr;
        qsizetype at = 0; ///< byte
    };

    JsonIndex();
    ~JsonIndex();

    /// False when the text can't be JSON. No padding behind @p text is needed.
    [[nodiscard]] bool build(QByteArrayView text);
    /// Why build() was false for @p text.
    [[nodiscard]] static Fault faultIn(QByteArrayView text);
    /// Token starts, ascending; valid until the next build() or release().
    [[nodiscard]] std::span<const quint32> starts() const;
    /// Gives the memory back if a large text made it grow.
    void releaseIfLarge();

private:
    class Stage;
    std::unique_ptr<Stage> m_stage;
};

} // namespace proxy
