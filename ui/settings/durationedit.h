// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QWidget>

class QComboBox;
class QLineEdit;

namespace ui {

/// Edits a time as a number with a unit: milliseconds, seconds or minutes. Outside it is
/// milliseconds.
class DurationEdit final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(DurationEdit)

public:
    /// @p milliseconds: a whole number as text. It is shown in the largest unit that fits.
    explicit DurationEdit(const QString &milliseconds, QWidget *parent = nullptr);

    /// Returns the milliseconds, or what is typed where that is no number.
    [[nodiscard]] QString text() const;
    void setText(const QString &milliseconds);
    /// Names both parts for screen readers.
    void setName(const QString &name);

Q_SIGNALS:
    void changed();

private:
    QLineEdit *m_number;
    QComboBox *m_unit;
};

} // namespace ui
