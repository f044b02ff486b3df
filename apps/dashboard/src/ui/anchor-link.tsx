import { Anchor, type AnchorProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, Ref } from 'react';

type PlainAnchorProps = AnchorProps &
  Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof AnchorProps> & { readonly ref?: Ref<HTMLAnchorElement> };

const PlainAnchor = (props: PlainAnchorProps) => <Anchor inherit {...props} />;

/** A link to another screen; its address and filters are those that the router knows. */
export const AnchorLink = createLink(PlainAnchor);
