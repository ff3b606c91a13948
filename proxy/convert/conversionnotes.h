// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/convert/losses.h"
#include "proxy/core/error.h"

#include <QByteArrayView>

#include <optional>
#include <vector>

namespace proxy {

/// What comes up while one message is converted: losses, and the first reason to refuse it. The
/// conversion goes on after a refusal, its result is then not used. Knows the place being read, so
/// that a refusal names its field.
class ConversionNotes final
{
public:
    /// How a client's dialect writes the place of a field.
    enum class PathStyle {
        Dotted, ///< messages.3.content, as Anthropic does
        Brackets, ///< messages[3].content, as OpenAI does
    };

    explicit ConversionNotes(PathStyle style)
        : m_style(style)
    { }

    /// One loss of that name.
    void lose(QByteArrayView name, int count = 1) { m_losses.add(name, count); }
    /// The message can't be converted because of @p field of the current place.
    void refuse(QByteArrayView field, const Said &why);

    [[nodiscard]] const std::optional<Error> &refusal() const { return m_refusal; }
    [[nodiscard]] const Losses &losses() const { return m_losses; }
    [[nodiscard]] Losses takeLosses() { return std::move(m_losses); }

    /// While it lives, refused fields are named as members of @p field, or of its n-th element.
    class Place final
    {
    public:
        Place(ConversionNotes &notes, QByteArrayView field, int index = -1);
        ~Place();
        Q_DISABLE_COPY_MOVE(Place)

    private:
        ConversionNotes &m_notes;
    };

private:
    struct Step
    {
        QByteArrayView field;
        int index;
    };

    [[nodiscard]] QString pathOf(QByteArrayView field) const;

    PathStyle m_style;
    Losses m_losses;
    std::optional<Error> m_refusal;
    std::vector<Step> m_place;
};

} // namespace proxy
