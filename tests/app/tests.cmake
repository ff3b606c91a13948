# SPDX-License-Identifier: LicenseRef-Private
