import type { ButtonHTMLAttributes, MouseEvent } from "react";
import { useObstacle } from "../access/access";
import { Link } from "../router/router";
import type { Role } from "../wire-access";
import { Icon, type IconName } from "./Icon";

interface Look {
  look?: "plain" | "primary" | "danger" | "ghost";
  icon?: IconName;
  small?: boolean;
  /** The role that what it does needs: without it the button stays in reach, and says why it does nothing. */
  needs?: Role;
}

export function Button(
  { look = "plain", icon, small, needs, busy, children, className = "", disabled, onClick, ...rest }:
    & ButtonHTMLAttributes<HTMLButtonElement>
    & Look
    & { busy?: boolean },
) {
  const obstacle = useObstacle(needs);
  return (
    <button
      type="button"
      className={`button ${look} ${small ? "small" : ""} ${className}`}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      {...rest}
      {...(obstacle ? { ...forbidden(obstacle), onClick: refuse } : { onClick })}
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

function forbidden(obstacle: string) {
  return { "aria-disabled": true, title: obstacle } as const;
}

function refuse(event: MouseEvent): void {
  event.preventDefault();
}

/** A link that looks like a button. */
export function LinkButton(
  { href, look = "plain", icon, small, needs, children }: Look & { href: string; children: string },
) {
  const obstacle = useObstacle(needs);
  return (
    <Link
      {...(obstacle ? { ...forbidden(obstacle), onClick: refuse } : {})}
      href={href}
      className={`button ${look} ${small ? "small" : ""}`}
    >
      {icon && <Icon name={icon} size={small ? 14 : 16} />}
      {children}
    </Link>
  );
}
