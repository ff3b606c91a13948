// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArrayView>

#include <memory>
#include <span>

namespace proxy {

/// The positions at which the tokens of a JSON text begin: brackets, commas, colons, opening quotes
/// and the first bytes of other scalars. It is made by simdjson's first stage, which also checks
/// that the text is valid UTF-8, that strings are closed and that they hold no raw control
/// characters. A byte order mark is a fault. The object keeps its memory for the next text.
class JsonIndex final
{
public:
    struct Fault
    {
        const char *what = nullptr;
        qsizetype at = 0; ///< byte of the text
    };

    JsonIndex();
    ~JsonIndex();

    /// Indexes @p text, which needs no padding. Returns false when it can't be JSON. Throws
    /// std::bad_alloc, as every allocation does, when there is not enough memory.
    [[nodiscard]] bool build(QByteArrayView text);
    /// Returns why build() returns false for @p text.
    [[nodiscard]] static Fault faultIn(QByteArrayView text);
    /// The token starts in ascending order; valid until the next build() or releaseIfLarge().
    [[nodiscard]] std::span<const quint32> starts() const;
    /// Frees the memory if a large text made it grow.
    void releaseIfLarge();

private:
    class Stage;
    std::unique_ptr<Stage> m_stage;
};

} // namespace proxy
