import type { ButtonHTMLAttributes } from "react";
import { Link } from "../router/router";
import { Icon, type IconName } from "./Icon";

interface Look {
  look?: "plain" | "primary" | "danger" | "ghost";
  icon?: IconName;
  small?: boolean;
}

export function Button(
  { look = "plain", icon, small, busy, children, className = "", disabled, ...rest }:
    & ButtonHTMLAttributes<HTMLButtonElement>
    & Look
    & { busy?: boolean },
) {
  return (
    <button
      type="button"
      className={`button ${look} ${small ? "small" : ""} ${className}`}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      {...rest}
    >
      {icon && <Icon name={icon} size={small ? 14 : 16} />}
      {children}
    </button>
  );
}

/** A button that holds nothing but a picture, and says in words what it does. */
export function IconButton(
  { icon, label, className = "", ...rest }: ButtonHTMLAttributes<HTMLButtonElement> & { icon: IconName; label: string },
) {
  return (
    <button type="button" className={`icon-button ${className}`} aria-label={label} title={label} {...rest}>
      <Icon name={icon} />
    </button>
  );
}

/** A link that looks like a button. */
export function LinkButton({ href, look = "plain", icon, small, children }: Look & { href: string; children: string }) {
  return (
    <Link href={href} className={`button ${look} ${small ? "small" : ""}`}>
      {icon && <Icon name={icon} size={small ? 14 : 16} />}
      {children}
    </Link>
  );
}
