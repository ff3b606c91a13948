// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/convert/losses.h"
#include "proxy/core/error.h"

#include <QByteArrayView>

#include <optional>
#include <vector>

namespace proxy {

/// Collects the losses of one conversion and the first reason to refuse the message. The conversion
/// goes on after a refusal, but its result is not used. It knows the present field, so that a
/// refusal can name it.
class ConversionNotes final
{
public:
    /// How a dialect writes the path of a field in its errors.
    enum class PathStyle {
        Dotted, ///< messages.3.content, as Anthropic does
        Brackets, ///< messages[3].content, as OpenAI does
    };

    explicit ConversionNotes(PathStyle style)
        : m_style(style)
    { }

    /// Counts one loss of that name.
    void lose(QByteArrayView name, int count = 1) { m_losses.add(name, count); }
    /// Refuses the message because of @p field in the present place.
    void refuse(QByteArrayView field, const Text &why);

    [[nodiscard]] const std::optional<Error> &refusal() const { return m_refusal; }
    [[nodiscard]] const Losses &losses() const { return m_losses; }
    [[nodiscard]] Losses takeLosses() { return std::move(m_losses); }

    /// While this object exists, refused fields are named as members of @p field, or of its n-th
    /// element.
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
