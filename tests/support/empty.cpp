// SPDX-License-Identifier: LicenseRef-Private
// Only carries the precompiled headers.
int main()
{
    return 0;
}
